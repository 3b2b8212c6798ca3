package io.polymeter.lab.world;

/// An invariant that did not hold.
public final class Violation extends AssertionError {

    private static final long serialVersionUID = 1;

    Violation(String what) {
        super(what);
    }
}
