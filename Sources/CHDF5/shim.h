#pragma once
/* HDF5 1.12 and later offer the interface of 1.10, which Debian 12 has, under this switch. */
#define H5_USE_110_API
#include <stdio.h>
#include <hdf5.h>
