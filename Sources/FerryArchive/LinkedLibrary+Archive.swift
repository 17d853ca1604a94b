internal import CDeflate
internal import CSodium
internal import CZip
internal import CZlib
package import FerryCore

extension LinkedLibrary {
    // Safety: libzip returns a constant string.
    package static var libzip: LinkedLibrary { LinkedLibrary("libzip", version: unsafe String(cString: zip_libzip_version())) }

    /// libdeflate says its version in its header only.
    package static var libdeflate: LinkedLibrary { LinkedLibrary("libdeflate", version: LIBDEFLATE_VERSION_STRING) }

    // Safety: zlib returns a constant string.
    package static var zlib: LinkedLibrary { LinkedLibrary("zlib", version: unsafe String(cString: zlibVersion())) }

    // Safety: libsodium returns a constant string.
    package static var libsodium: LinkedLibrary {
        LinkedLibrary("libsodium", version: unsafe String(cString: sodium_version_string()))
    }
}
