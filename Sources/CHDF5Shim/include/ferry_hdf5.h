#pragma once
#define H5_USE_110_API
#include <stddef.h>
#include <stdint.h>
#include <hdf5.h>

/// Bytes that somebody else holds: what libhdf5 reads instead of a path.
typedef struct ferry_hdf5_bytes {
    void *context;
    uint64_t byte_count;
    /// Fills `target` with the `count` bytes from `offset` on. The range lies within `byte_count`. Answers 0, or -1 on failure.
    int (*read)(void *context, uint64_t offset, void *target, size_t count);
} ferry_hdf5_bytes;

/// Bytes of unpacked chunks that an open dataset keeps.
#define FERRY_HDF5_CHUNK_CACHE ((size_t)32 << 20)

/// Opens `bytes` for reading. `bytes->context` has to live until the file is closed.
/// Answers a file identifier, or a negative number.
hid_t ferry_hdf5_open(const ferry_hdf5_bytes *bytes);

/// Where libhdf5 lays out a new file.
typedef struct ferry_hdf5_layout {
    void *context;
    /// Fills `target` with what was written before, and zeros where nothing was. Answers 0, or -1 on failure.
    int (*read)(void *context, uint64_t offset, void *target, size_t count);
    /// Keeps `count` bytes for `offset`. Answers 0, or -1 on failure.
    int (*write)(void *context, uint64_t offset, const void *source, size_t count);
    /// Called last, with the file's size.
    void (*end)(void *context, uint64_t byte_count);
} ferry_hdf5_layout;

/// Creates a file. `layout->context` has to live until it is closed. Answers a file identifier, or a negative number.
hid_t ferry_hdf5_create(const ferry_hdf5_layout *layout);

/// Adds a contiguous dataset of `rank` sizes to a group and reserves room for its values, whose place in the file goes to
/// `address`. Answers 0, or -1 on failure.
int ferry_hdf5_reserve(hid_t group, const char *name, hid_t type, int rank, const uint64_t *sizes, uint64_t *address);

/// Gives an object an attribute of one variable-length string in UTF-8. Answers 0, or -1 on failure.
int ferry_hdf5_write_string(hid_t object, const char *name, const char *value);

/// The same with a list of `count` strings, which stand in `text` one after another, each with a zero at its end. An empty list is
/// one of float64, as NumPy makes them. Answers 0, or -1 on failure.
int ferry_hdf5_write_strings(hid_t object, const char *name, size_t count, const char *text);

/// What `ferry_hdf5_enter` found and `ferry_hdf5_leave` puts back.
typedef struct ferry_hdf5_settings {
    H5E_auto2_t report;
    void *report_data;
    unsigned plugins;
} ferry_hdf5_settings;

/// Stops libhdf5 from printing errors and from loading plug-in libraries, which a file's unknown filter would make it do.
ferry_hdf5_settings ferry_hdf5_enter(void);
void ferry_hdf5_leave(ferry_hdf5_settings settings);

/// Writes the innermost entry of libhdf5's error stack, `function: description`, into `text`, and clears the stack.
void ferry_hdf5_last_error(char *text, size_t capacity);

typedef enum ferry_hdf5_kind { ferry_hdf5_group, ferry_hdf5_dataset, ferry_hdf5_other } ferry_hdf5_kind;

typedef struct ferry_hdf5_object {
    ferry_hdf5_kind kind;
    /// Where its header is.
    uint64_t address;
    uint64_t attribute_count;
    unsigned reference_count;
} ferry_hdf5_object;

/// Describes an open object. Answers a negative number on failure.
herr_t ferry_hdf5_describe(hid_t object, ferry_hdf5_object *description);

typedef enum ferry_hdf5_link { ferry_hdf5_hard, ferry_hdf5_soft, ferry_hdf5_external } ferry_hdf5_link;

/// Called for each link of a group, without following it. `address` is a hard link's object header. Answers 0 to go on.
typedef int (*ferry_hdf5_visit)(void *context, const char *name, ferry_hdf5_link link, uint64_t address);

/// Visits a group's links by the order of their names. Answers a negative number on failure.
herr_t ferry_hdf5_each_link(hid_t group, ferry_hdf5_visit visit, void *context);

// What Swift cannot import, because the library spells it as macros over variables.
hid_t ferry_hdf5_float_type(size_t byte_count, int is_big_endian);
hid_t ferry_hdf5_integer_type(size_t byte_count, int is_signed, int is_big_endian);
