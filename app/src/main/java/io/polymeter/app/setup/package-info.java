/// The first run: a page that asks for the one-time code and a password, before anything else is served.
///
/// Invariant: without the code nothing is changed and nothing is shown.
@NullMarked
package io.polymeter.app.setup;

import org.jspecify.annotations.NullMarked;
