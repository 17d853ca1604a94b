#pragma once
#include <stdio.h>
#include <protobuf-c/protobuf-c.h>

/// A sink for protobuf_c_message_pack_to_buffer: `append` gets a pointer to `base`, and finds its owner in `context`.
typedef struct {
    ProtobufCBuffer base;
    void *context;
} FerryProtobufSink;
