// A virtual file driver over a callback: a plain file, memory and a member of an archive are one path for libhdf5, and no path
// is opened a second time.
#include "ferry_hdf5.h"
#include <stdlib.h>
#include <string.h>

typedef struct bytes_file {
    H5FD_t base; // libhdf5's own fields come first.
    ferry_hdf5_bytes bytes;
    haddr_t end_of_allocation;
} bytes_file;

static H5FD_t *bytes_open(const char *name, unsigned flags, hid_t access, haddr_t maximum) {
    (void)name;
    (void)maximum;
    if (flags & (H5F_ACC_RDWR | H5F_ACC_TRUNC | H5F_ACC_CREAT)) return NULL;
    const ferry_hdf5_bytes *bytes = H5Pget_driver_info(access);
    bytes_file *file = bytes ? calloc(1, sizeof *file) : NULL;
    if (!file) return NULL;
    file->bytes = *bytes;
    return &file->base;
}

static herr_t bytes_close(H5FD_t *file) {
    free(file);
    return 0;
}

static haddr_t bytes_get_eoa(const H5FD_t *file, H5FD_mem_t type) {
    (void)type;
    return ((const bytes_file *)file)->end_of_allocation;
}

static herr_t bytes_set_eoa(H5FD_t *file, H5FD_mem_t type, haddr_t address) {
    (void)type;
    ((bytes_file *)file)->end_of_allocation = address;
    return 0;
}

static haddr_t bytes_get_eof(const H5FD_t *file, H5FD_mem_t type) {
    (void)type;
    return ((const bytes_file *)file)->bytes.byte_count;
}

static herr_t bytes_read(H5FD_t *file, H5FD_mem_t type, hid_t transfer, haddr_t address, size_t size, void *target) {
    (void)type;
    (void)transfer;
    const ferry_hdf5_bytes *bytes = &((const bytes_file *)file)->bytes;
    if (address > bytes->byte_count) return -1;
    uint64_t available = bytes->byte_count - address;
    size_t count = size < available ? size : (size_t)available;
    // libhdf5 reads past the end on speculation and expects zeros there, as its own drivers give.
    memset((char *)target + count, 0, size - count);
    return count == 0 ? 0 : bytes->read(bytes->context, address, target, count);
}

static herr_t bytes_write(
    H5FD_t *file, H5FD_mem_t type, hid_t transfer, haddr_t address, size_t size, const void *source) {
    (void)file;
    (void)type;
    (void)transfer;
    (void)address;
    (void)size;
    (void)source;
    return -1;
}

static const H5FD_class_t bytes_class = {
#ifdef H5FD_CLASS_VERSION
    .version = H5FD_CLASS_VERSION,
    .value = (H5FD_class_value_t)600, // 512 and up are free for use outside the HDF Group.
#endif
    .name = "ferry-bytes",
    .maxaddr = (haddr_t)INT64_MAX,
    .fc_degree = H5F_CLOSE_STRONG,
    .fapl_size = sizeof(ferry_hdf5_bytes),
    .open = bytes_open,
    .close = bytes_close,
    .get_eoa = bytes_get_eoa,
    .set_eoa = bytes_set_eoa,
    .get_eof = bytes_get_eof,
    .read = bytes_read,
    .write = bytes_write,
    .fl_map = H5FD_FLMAP_DEFAULT,
};

hid_t ferry_hdf5_open(const ferry_hdf5_bytes *bytes) {
    static hid_t driver = -1; // Guarded by the caller's lock, as every call here is.
    if (driver < 0 || H5Iget_type(driver) != H5I_VFL) driver = H5FDregister(&bytes_class);
    hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    hid_t file = -1;
    // Datasets are read once, front to back: a chunk that was read in full is the first to go.
    if (driver >= 0 && access >= 0 && H5Pset_driver(access, driver, bytes) >= 0
        && H5Pset_cache(access, 0, 521, FERRY_HDF5_CHUNK_CACHE, 1.0) >= 0)
        file = H5Fopen("ferry-bytes", H5F_ACC_RDONLY, access);
    if (access >= 0) H5Pclose(access);
    return file;
}
