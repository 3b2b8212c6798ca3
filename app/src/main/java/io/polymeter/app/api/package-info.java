/// The web page's server: JSON, events, metrics and files, for people and programs.
///
/// Invariant: what is read here was taken from a picture of how everything is, once; nothing on the data path waits
/// for it, and nothing is changed without the password.
@NullMarked
package io.polymeter.app.api;

import org.jspecify.annotations.NullMarked;
