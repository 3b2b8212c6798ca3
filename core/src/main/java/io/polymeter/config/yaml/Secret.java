package io.polymeter.config.yaml;

/// A password or token. Shows itself nowhere by accident: only [#reveal()] gives the text.
public record Secret(String reveal) {

    @Override
    public String toString() {
        return "•••";
    }
}
