internal import CProtobufC
package import FerryCore

extension LinkedLibrary {
    // Safety: protobuf-c returns a constant string.
    package static var protobufC: LinkedLibrary {
        LinkedLibrary("libprotobuf-c", version: unsafe String(cString: protobuf_c_version()))
    }
}
