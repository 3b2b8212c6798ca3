/// Meters as devices that answer JSON documents, or tell them to a broker, as a profile has them.
///
/// Invariant: a document holds what is fresh and nothing else; one without a fresh value is refused.
@NullMarked
package io.polymeter.link.documents;

import org.jspecify.annotations.NullMarked;
