/// The configuration language: YAML bound to records, with every error reported at once, where it stands.
///
/// Invariant: every accepted key is declared exactly once, as a record component with its documentation, default
/// and range. The binder, the JSON Schema, the reference text and the suggestions all derive from that declaration.
/// Imports no other package of the product, so profiles may be bound by the same means.
@NullMarked
package io.polymeter.config;

import org.jspecify.annotations.NullMarked;
