/// The fleet's configuration: one file for all roles, in the gateway's language.
@NullMarked
package io.polymeter.fleet.config;

import org.jspecify.annotations.NullMarked;
