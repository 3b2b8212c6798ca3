/// What was measured, kept and told to databases.
@NullMarked
package io.polymeter.lab.interop.history;

import org.jspecify.annotations.NullMarked;
