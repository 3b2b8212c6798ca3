/// How commands reach devices and the running daemon.
@NullMarked
package io.polymeter.app.cli.client;

import org.jspecify.annotations.NullMarked;
