// A virtual file driver that lets libhdf5 lay out a new file in memory: it writes headers, trees and heaps, and reserves room for
// datasets whose values others put there.
#include "ferry_hdf5.h"
#include <stdlib.h>
#include <string.h>

typedef struct layout_file {
    H5FD_t base; // libhdf5's own fields come first.
    ferry_hdf5_layout layout;
    haddr_t end_of_allocation;
    haddr_t end_of_file;
} layout_file;

static H5FD_t *layout_open(const char *name, unsigned flags, hid_t access, haddr_t maximum) {
    (void)name;
    (void)maximum;
    if (!(flags & H5F_ACC_CREAT)) return NULL;
    const ferry_hdf5_layout *layout = H5Pget_driver_info(access);
    layout_file *file = layout ? calloc(1, sizeof *file) : NULL;
    if (!file) return NULL;
    file->layout = *layout;
    return &file->base;
}

static herr_t layout_close(H5FD_t *base) {
    layout_file *file = (layout_file *)base;
    file->layout.end(file->layout.context, file->end_of_allocation);
    free(file);
    return 0;
}

static haddr_t layout_get_eoa(const H5FD_t *file, H5FD_mem_t type) {
    (void)type;
    return ((const layout_file *)file)->end_of_allocation;
}

static herr_t layout_set_eoa(H5FD_t *file, H5FD_mem_t type, haddr_t address) {
    (void)type;
    ((layout_file *)file)->end_of_allocation = address;
    return 0;
}

static haddr_t layout_get_eof(const H5FD_t *file, H5FD_mem_t type) {
    (void)type;
    return ((const layout_file *)file)->end_of_file;
}

static herr_t layout_read(H5FD_t *base, H5FD_mem_t type, hid_t transfer, haddr_t address, size_t size, void *target) {
    (void)type;
    (void)transfer;
    const ferry_hdf5_layout *layout = &((const layout_file *)base)->layout;
    return layout->read(layout->context, address, target, size);
}

static herr_t layout_write(
    H5FD_t *base, H5FD_mem_t type, hid_t transfer, haddr_t address, size_t size, const void *source) {
    (void)type;
    (void)transfer;
    layout_file *file = (layout_file *)base;
    if (file->end_of_file < address + size) file->end_of_file = address + size;
    return file->layout.write(file->layout.context, address, source, size);
}

static const H5FD_class_t layout_class = {
#ifdef H5FD_CLASS_VERSION
    .version = H5FD_CLASS_VERSION,
    .value = (H5FD_class_value_t)601, // 512 and up are free for use outside the HDF Group.
#endif
    .name = "ferry-layout",
    .maxaddr = (haddr_t)INT64_MAX,
    .fc_degree = H5F_CLOSE_STRONG,
    .fapl_size = sizeof(ferry_hdf5_layout),
    .open = layout_open,
    .close = layout_close,
    .get_eoa = layout_get_eoa,
    .set_eoa = layout_set_eoa,
    .get_eof = layout_get_eof,
    .read = layout_read,
    .write = layout_write,
    .fl_map = H5FD_FLMAP_DEFAULT,
};

hid_t ferry_hdf5_create(const ferry_hdf5_layout *layout) {
    static hid_t driver = -1; // Guarded by the caller's lock, as every call here is.
    if (driver < 0 || H5Iget_type(driver) != H5I_VFL) driver = H5FDregister(&layout_class);
    hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    hid_t file = -1;
    if (driver >= 0 && access >= 0 && H5Pset_driver(access, driver, layout) >= 0)
        file = H5Fcreate("ferry-layout", H5F_ACC_TRUNC, H5P_DEFAULT, access);
    if (access >= 0) H5Pclose(access);
    return file;
}

int ferry_hdf5_reserve(
    hid_t group, const char *name, hid_t type, int rank, const uint64_t *sizes, uint64_t *address) {
    hsize_t extent[H5S_MAX_RANK];
    if (rank < 0 || rank > H5S_MAX_RANK) return -1;
    for (int axis = 0; axis < rank; axis++) extent[axis] = sizes[axis];
    int result = -1;
    hid_t dataset = -1;
    hid_t space = H5Screate_simple(rank, extent, NULL);
    hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
    // No times, so that the same contents give the same bytes; room from the start, and nothing written into it.
    if (space >= 0 && creation >= 0 && H5Pset_layout(creation, H5D_CONTIGUOUS) >= 0
        && H5Pset_obj_track_times(creation, 0) >= 0 && H5Pset_alloc_time(creation, H5D_ALLOC_TIME_EARLY) >= 0
        && H5Pset_fill_time(creation, H5D_FILL_TIME_NEVER) >= 0)
        dataset = H5Dcreate2(group, name, type, space, H5P_DEFAULT, creation, H5P_DEFAULT);
    if (dataset >= 0) {
        haddr_t offset = H5Dget_offset(dataset);
        // Datasets without elements have no place.
        *address = offset == HADDR_UNDEF ? 0 : offset;
        result = 0;
    }
    if (dataset >= 0) H5Dclose(dataset);
    if (creation >= 0) H5Pclose(creation);
    if (space >= 0) H5Sclose(space);
    return result;
}

static hid_t string_type(void) {
    hid_t type = H5Tcopy(H5T_C_S1);
    if (type >= 0 && (H5Tset_size(type, H5T_VARIABLE) < 0 || H5Tset_cset(type, H5T_CSET_UTF8) < 0)) {
        H5Tclose(type);
        return -1;
    }
    return type;
}

static int write_attribute(hid_t object, const char *name, hid_t type, hid_t space, const void *values) {
    int result = -1;
    hid_t attribute = -1;
    if (type >= 0 && space >= 0) attribute = H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    if (attribute >= 0) {
        result = values && H5Awrite(attribute, type, values) < 0 ? -1 : 0;
        H5Aclose(attribute);
    }
    if (space >= 0) H5Sclose(space);
    if (type >= 0) H5Tclose(type);
    return result;
}

int ferry_hdf5_write_string(hid_t object, const char *name, const char *value) {
    return write_attribute(object, name, string_type(), H5Screate(H5S_SCALAR), &value);
}

int ferry_hdf5_write_strings(hid_t object, const char *name, size_t count, const char *text) {
    hsize_t extent = count;
    hid_t space = H5Screate_simple(1, &extent, NULL);
    if (count == 0) return write_attribute(object, name, H5Tcopy(H5T_IEEE_F64LE), space, NULL);
    const char **values = calloc(count, sizeof *values);
    for (size_t index = 0; values && index < count; index++, text += strlen(text) + 1) values[index] = text;
    int result = write_attribute(object, name, values ? string_type() : -1, space, values);
    free(values);
    return result;
}
