package io.polymeter.config.yaml;

/// A password or token. Shows itself nowhere by accident: only [#reveal()] gives the text, and what is said to
/// people is cleaned of it by [Redaction].
public record Secret(String reveal) {

    public Secret {
        Redaction.keep(reveal);
    }

    @Override
    public String toString() {
        return Redaction.SHOWN;
    }
}
