/// Platforms and brokers: openHAB, Home Assistant, MQTT, HTTP, Sparkplug, telegrams.
@NullMarked
package io.polymeter.lab.interop.platform;

import org.jspecify.annotations.NullMarked;
