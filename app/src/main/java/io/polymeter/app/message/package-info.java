/// What the program says, as codes with parameters: for pages in other languages.
@NullMarked
package io.polymeter.app.message;

import org.jspecify.annotations.NullMarked;
