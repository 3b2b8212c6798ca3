/// D-Bus services as consumers of a Victron GX read them.
@NullMarked
package io.polymeter.lab.interop.victron;

import org.jspecify.annotations.NullMarked;
