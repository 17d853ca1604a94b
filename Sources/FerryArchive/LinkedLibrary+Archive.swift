internal import CDeflate
internal import CSodium
internal import CZip
package import FerryCore

extension LinkedLibrary {
    // Safety: libzip returns a constant string.
    package static var libzip: LinkedLibrary { LinkedLibrary("libzip", version: unsafe String(cString: zip_libzip_version())) }

    /// libdeflate says its version in its header only.
    package static var libdeflate: LinkedLibrary { LinkedLibrary("libdeflate", version: LIBDEFLATE_VERSION_STRING) }

    // Safety: libsodium returns a constant string.
    package static var libsodium: LinkedLibrary {
        LinkedLibrary("libsodium", version: unsafe String(cString: sodium_version_string()))
    }
}
