#include "ferry_hdf5.h"
#include <stdio.h>

ferry_hdf5_settings ferry_hdf5_enter(void) {
    ferry_hdf5_settings settings = {0};
    H5open();
    H5Eget_auto2(H5E_DEFAULT, &settings.report, &settings.report_data);
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    H5PLget_loading_state(&settings.plugins);
    H5PLset_loading_state(0);
    return settings;
}

void ferry_hdf5_leave(ferry_hdf5_settings settings) {
    H5PLset_loading_state(settings.plugins);
    H5Eset_auto2(H5E_DEFAULT, settings.report, settings.report_data);
}

typedef struct error_text {
    char *text;
    size_t capacity;
} error_text;

// Only the function and the description: the rest of an entry holds the time of day and line numbers.
static herr_t keep_innermost(unsigned depth, const H5E_error2_t *entry, void *context) {
    error_text *result = context;
    if (depth == 0) snprintf(result->text, result->capacity, "%s: %s", entry->func_name, entry->desc);
    return 0;
}

void ferry_hdf5_last_error(char *text, size_t capacity) {
    error_text result = {text, capacity};
    if (capacity > 0) text[0] = '\0';
    hid_t stack = H5Eget_current_stack();
    if (stack < 0) return;
    H5Ewalk2(stack, H5E_WALK_UPWARD, keep_innermost, &result);
    H5Eclose_stack(stack);
}

herr_t ferry_hdf5_describe(hid_t object, ferry_hdf5_object *description) {
    H5O_info_t info;
    herr_t result = H5Oget_info(object, &info);
    if (result < 0) return result;
    description->kind = info.type == H5O_TYPE_GROUP     ? ferry_hdf5_group
                        : info.type == H5O_TYPE_DATASET ? ferry_hdf5_dataset
                                                        : ferry_hdf5_other;
    description->address = info.addr;
    description->attribute_count = info.num_attrs;
    description->reference_count = info.rc;
    return 0;
}

typedef struct visitor {
    ferry_hdf5_visit visit;
    void *context;
} visitor;

static herr_t visit_link(hid_t group, const char *name, const H5L_info_t *info, void *context) {
    (void)group;
    const visitor *visitor = context;
    ferry_hdf5_link link = info->type == H5L_TYPE_HARD   ? ferry_hdf5_hard
                           : info->type == H5L_TYPE_SOFT ? ferry_hdf5_soft
                                                         : ferry_hdf5_external;
    return visitor->visit(visitor->context, name, link, link == ferry_hdf5_hard ? info->u.address : 0);
}

herr_t ferry_hdf5_each_link(hid_t group, ferry_hdf5_visit visit, void *context) {
    visitor visitor = {visit, context};
    hsize_t place = 0;
    return H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, &place, visit_link, &visitor);
}

/// HDF5 1.10 has no predefined type for binary16.
static hid_t half_type(int is_big_endian) {
    hid_t type = H5Tcopy(is_big_endian ? H5T_IEEE_F32BE : H5T_IEEE_F32LE);
    if (type < 0) return type;
    H5Tset_fields(type, 15, 10, 5, 0, 10);
    H5Tset_size(type, 2);
    H5Tset_ebias(type, 15);
    return type;
}

hid_t ferry_hdf5_float_type(size_t byte_count, int is_big_endian) {
    switch (byte_count) {
    case 2: return half_type(is_big_endian);
    case 4: return H5Tcopy(is_big_endian ? H5T_IEEE_F32BE : H5T_IEEE_F32LE);
    case 8: return H5Tcopy(is_big_endian ? H5T_IEEE_F64BE : H5T_IEEE_F64LE);
    default: return -1;
    }
}

hid_t ferry_hdf5_integer_type(size_t byte_count, int is_signed, int is_big_endian) {
    if (byte_count != 1 && byte_count != 2 && byte_count != 4 && byte_count != 8) return -1;
    hid_t type = H5Tcopy(H5T_STD_U8LE);
    if (type < 0) return type;
    H5Tset_size(type, byte_count);
    H5Tset_precision(type, 8 * byte_count);
    H5Tset_sign(type, is_signed ? H5T_SGN_2 : H5T_SGN_NONE);
    H5Tset_order(type, is_big_endian ? H5T_ORDER_BE : H5T_ORDER_LE);
    return type;
}
