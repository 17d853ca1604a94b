#pragma once
#include <stdio.h>
#include <protobuf-c/protobuf-c.h>
