/// Who may speak TLS with us: our own key, the table of the certificates that others showed, and what a person
/// decided about each.
///
/// Invariant: nobody is trusted before a person or the configuration says so, and a deletion takes effect at once.
/// The table on disk is whole at any moment, whatever is killed when.
@NullMarked
package io.polymeter.trust;

import org.jspecify.annotations.NullMarked;
