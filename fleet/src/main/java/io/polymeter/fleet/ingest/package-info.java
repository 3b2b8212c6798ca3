/// What gateways say, heard through a broker that an operator has.
@NullMarked
package io.polymeter.fleet.ingest;

import org.jspecify.annotations.NullMarked;
