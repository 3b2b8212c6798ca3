/// Devices that tell JSON documents: which field is which point. The same table reads a document and writes one.
///
/// Invariant: documents are data; write then read gives back the values.
@NullMarked
package io.polymeter.profile.document;

import org.jspecify.annotations.NullMarked;
