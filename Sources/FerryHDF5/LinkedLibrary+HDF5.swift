internal import CHDF5
package import FerryCore

extension LinkedLibrary {
    package static var hdf5: LinkedLibrary {
        var (major, minor, release): (UInt32, UInt32, UInt32) = (0, 0, 0)
        unsafe H5get_libversion(&major, &minor, &release)
        return LinkedLibrary("libhdf5", version: "\(major).\(minor).\(release)")
    }
}
