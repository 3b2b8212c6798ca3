/// Device knowledge as data: rows that map points to registers, in both directions.
///
/// Invariant: rows are data without conditions; decode then encode gives back the golden dump.
@NullMarked
package io.polymeter.profile;

import org.jspecify.annotations.NullMarked;
