package io.polymeter.capture;

import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import org.jspecify.annotations.Nullable;

/// A request, and what was answered.
///
/// @param asked microseconds since 1970
/// @param answered the same; that of the request where no reply was seen
/// @param device who was asked: an index of [Recording#devices]
/// @param reply null where none was seen
public record Exchange(
        long asked,
        long answered,
        int device,
        int unit,
        Request request,
        @Nullable Response reply) {}
