internal import CPNG
package import FerryCore

extension LinkedLibrary {
    // Safety: libpng returns a constant string. (TurboJPEG does not tell its version.)
    package static var libpng: LinkedLibrary {
        LinkedLibrary("libpng", version: unsafe String(cString: png_get_libpng_ver(nil)))
    }
}
