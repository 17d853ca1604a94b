internal import CZip
internal import CZlib
package import FerryCore

extension LinkedLibrary {
    // Safety, here and below: both libraries return constant strings.
    package static var libzip: LinkedLibrary { LinkedLibrary("libzip", version: unsafe String(cString: zip_libzip_version())) }

    package static var zlib: LinkedLibrary { LinkedLibrary("zlib", version: unsafe String(cString: zlibVersion())) }
}
