/// Fields of a JSON document that is fetched over HTTP.
///
/// Invariant: all values of one document are as old as the question it answers; a field that is missing is
/// absent.
@NullMarked
package io.polymeter.link.http;

import org.jspecify.annotations.NullMarked;
