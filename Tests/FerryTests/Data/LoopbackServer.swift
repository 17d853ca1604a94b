import Foundation
import Synchronization

/// An HTTP server on the loopback interface, for what a mirror may do: all of it in this process.
final class LoopbackServer: Sendable {
    struct Request: Sendable {
        let path: String
        /// The first byte that is asked for.
        let offset: Int?
    }

    struct Response: Sendable {
        var status = "200 OK"
        var headers: [String] = []
        var body: [UInt8] = []
        /// Bytes of the body after which the connection breaks, whatever the header says.
        var cutAfter: Int?

        /// A whole file, or its rest where that is asked for.
        static func file(_ contents: [UInt8], _ request: Request, cutAfter: Int? = nil) -> Response {
            guard let offset = request.offset else { return Response(body: contents, cutAfter: cutAfter) }
            guard offset < contents.count else { return Response(status: "416 Range Not Satisfiable") }
            return Response(
                status: "206 Partial Content",
                headers: ["Content-Range: bytes \(offset)-\(contents.count - 1)/\(contents.count)"],
                body: Array(contents[offset...]), cutAfter: cutAfter)
        }

        static let missing = Response(status: "404 Not Found", body: Array("no such file".utf8))
    }

    /// `http://127.0.0.1:PORT`.
    let address: String
    private let descriptor: Int32
    private let answer: @Sendable (Request, Int) -> Response
    private let served = Mutex<[Request]>([])

    /// - Parameter answer: given a request and how many came before it.
    init(_ answer: @escaping @Sendable (Request, Int) -> Response) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        // Safety: the system reads and writes the size of an address of this family.
        let status = unsafe withUnsafeMutablePointer(to: &place) { place in
            unsafe place.withMemoryRebound(to: sockaddr.self, capacity: 1) { place in
                unsafe bind(descriptor, place, length) == 0 && listen(descriptor, 8) == 0
                    && getsockname(descriptor, place, &length) == 0
            }
        }
        guard descriptor >= 0, status else { throw POSIXError(.EADDRNOTAVAIL) }
        (self.descriptor, self.answer) = (descriptor, answer)
        address = "http://127.0.0.1:\(UInt16(bigEndian: place.sin_port))"
        Thread.detachNewThread { [self] in serve() }
    }

    /// What was asked for so far.
    var requests: [Request] { served.withLock { $0 } }

    /// Ends the thread; the address answers no more.
    func stop() {
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
    }

    private func serve() {
        while true {
            let connection = accept(descriptor, nil, nil)
            guard connection >= 0 else { return }
            if let request = read(connection) {
                let count = served.withLock { served in
                    served.append(request)
                    return served.count - 1
                }
                write(answer(request, count), to: connection)
            }
            close(connection)
        }
    }

    private func read(_ connection: Int32) -> Request? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !String(decoding: bytes, as: UTF8.self).contains("\r\n\r\n") {
            let count = unsafe recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            bytes += buffer[..<count]
        }
        let lines = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n")
        let range = lines.first { $0.lowercased().hasPrefix("range: bytes=") }
        return Request(
            path: String(lines[0].split(separator: " ")[1]),
            offset: range.flatMap { Int($0.dropFirst("range: bytes=".count).prefix { $0 != "-" }) })
    }

    private func write(_ response: Response, to connection: Int32) {
        let header =
            ["HTTP/1.1 \(response.status)", "Content-Length: \(response.body.count)", "Connection: close"] + response.headers
        let bytes =
            Array((header.joined(separator: "\r\n") + "\r\n\r\n").utf8) + response.body.prefix(response.cutAfter ?? .max)
        var done = 0
        while done < bytes.count {
            let part = Array(bytes[done...])
            let count = unsafe send(connection, part, part.count, Int32(MSG_NOSIGNAL))
            guard count > 0 else { return }
            done += count
        }
    }
}
