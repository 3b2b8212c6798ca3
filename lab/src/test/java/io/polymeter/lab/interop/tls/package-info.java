/// TLS: who is trusted, and what that opens.
@NullMarked
package io.polymeter.lab.interop.tls;

import org.jspecify.annotations.NullMarked;
