/// The payloads of Sparkplug B: what is in a message, and its bytes.
///
/// Source: Eclipse Sparkplug Specification 3.0.0, section 6.4 (fields and datatypes) and the field numbers of its
/// payload schema, which are frozen. Bytes are those of Protocol Buffers (proto2).
///
/// Invariant: a payload that exists can be sent; whatever is not whole, or too much, is refused before memory is
/// taken for it.
@NullMarked
package io.polymeter.sparkplug;

import org.jspecify.annotations.NullMarked;
