internal import FerryCore
internal import FerryHDF5

extension HDF5Group {
    /// A list of names as Keras writes it: in one attribute, or in `name0`, `name1`, … where it passes 64 KiB
    /// (`legacy_h5_format.py`, `save_attributes_to_hdf5_group`). Nothing where there is none.
    func names(_ attribute: String) throws(FerryError) -> [String]? {
        if let names = try strings(attribute) { return names }
        var names: [String]?
        var chunk = 0
        while let next = try strings("\(attribute)\(chunk)") {
            names = (names ?? []) + next
            chunk += 1
        }
        return names
    }
}
