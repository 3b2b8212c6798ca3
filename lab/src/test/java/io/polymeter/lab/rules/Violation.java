package io.polymeter.lab.rules;

/// One broken rule: where, which, and what to do about it.
record Violation(String where, String rule, String message) {
    @Override
    public String toString() {
        return where + ": [" + rule + "] " + message;
    }
}
