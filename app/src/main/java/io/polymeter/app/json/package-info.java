/// JSON texts for the command line and the API.
@NullMarked
package io.polymeter.app.json;

import org.jspecify.annotations.NullMarked;
