#pragma once
#include <stdio.h>
#include <hdf5.h>
