/// Endpoints, hosts with ports, and address ranges as the configuration writes them.
///
/// Invariant: parsing never asks a name server.
@NullMarked
package io.polymeter.config.net;

import org.jspecify.annotations.NullMarked;
