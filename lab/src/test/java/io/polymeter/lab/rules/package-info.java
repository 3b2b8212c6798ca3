/// The house rules as tests: who may use whom, and what the sources look like. Every rule is itself tested with
/// input that breaks it, so that none can pass by looking at nothing.
@NullMarked
package io.polymeter.lab.rules;

import org.jspecify.annotations.NullMarked;
