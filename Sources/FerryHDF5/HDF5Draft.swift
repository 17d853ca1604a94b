package import FerryCore

/// A group of an HDF5 file that is to be written, with all that it holds.
package struct HDF5Draft: Sendable {
    enum Member: Sendable {
        case group(HDF5Draft)
        case dataset(any TensorSource)
    }

    package enum Attribute: Sendable {
        case string(String)
        /// An empty list is stored as numbers, as Keras does it.
        case strings([String])
    }

    package var attributes: [(name: String, value: Attribute)] = []
    private(set) var members: [(name: String, content: Member)] = []
    /// Where each name is in ``members``.
    private var places: [String: Int] = [:]

    package init() {}

    /// Adds a group. Names are those of one object: not empty, without `/`, and each once in its group.
    package mutating func add(_ name: String, _ group: HDF5Draft) { append(name, .group(group)) }

    /// Adds a dataset, whose values are read when the file is.
    package mutating func add(_ name: String, _ source: any TensorSource) { append(name, .dataset(source)) }

    /// Changes the group at `path`, names joined by `/`, which is made where there is none yet.
    ///
    /// - Returns: false, and nothing is changed, where something on the way is a dataset.
    @discardableResult package mutating func change(_ path: some StringProtocol, _ body: (inout HDF5Draft) -> Void) -> Bool {
        let names = path.split(separator: "/")
        guard let first = names.first else {
            body(&self)
            return true
        }
        let rest = names.dropFirst().joined(separator: "/")
        guard let place = places[String(first)] else {
            var group = HDF5Draft()
            group.change(rest, body)
            add(String(first), group)
            return true
        }
        guard case .group(var group) = members[place].content else { return false }
        // Out of the list while it changes, so that it is not copied.
        members[place].content = .group(HDF5Draft())
        defer { members[place].content = .group(group) }
        return group.change(rest, body)
    }

    /// Adds a dataset at `path`, or under a name made of it where that is taken; answers where.
    package mutating func add(_ source: any TensorSource, at path: String) -> String {
        var used = path
        var number = 0
        while true {
            let names = used.split(separator: "/")
            var isAdded = false
            change(names.dropLast().joined(separator: "/")) { group in
                guard let name = names.last.map(String.init), group.places[name] == nil else { return }
                group.add(name, source)
                isAdded = true
            }
            if isAdded { return used }
            number += 1
            used = path.split(separator: "/").joined(separator: "_") + "_\(number)"
        }
    }

    private mutating func append(_ name: String, _ content: Member) {
        places[name] = members.count
        members.append((name, content))
    }
}
