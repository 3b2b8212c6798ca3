/// Binds YAML to records, with the position of every error; derives schema and reference from the same
/// declarations. Knows nothing of Polymeter.
///
/// Invariant: every accepted key is declared once; all errors of a file are reported in one pass.
@NullMarked
package io.polymeter.config.yaml;

import org.jspecify.annotations.NullMarked;
