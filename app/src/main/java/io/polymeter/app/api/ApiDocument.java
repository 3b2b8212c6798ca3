package io.polymeter.app.api;

import io.polymeter.config.SettingsKinds;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.stream.Collectors;

/// The OpenAPI document: what `docs/reference/openapi.json` says, with the kinds of sources and sinks there are.
public final class ApiDocument {

    private static final String SOURCE = "Source kind.";
    private static final String SINK = "Sink kind.";

    private ApiDocument() {}

    public static String text(SettingsKinds kinds) throws IOException {
        try (InputStream in = ApiDocument.class.getResourceAsStream("/api/openapi.json")) {
            if (in == null) {
                throw new IOException("the program lacks its API document");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return with(with(text, SOURCE, kinds.sources()), SINK, kinds.sinks());
        }
    }

    /// Replaces the values of the properties with this description.
    private static String with(String text, String description, List<String> kinds) {
        String values = kinds.stream().map(kind -> '"' + kind + '"').collect(Collectors.joining(", "));
        return text.replaceAll(
                "(\"description\": \"" + Matcher.quoteReplacement(description) + "\",\\s+\"enum\": )\\[[^\\]]*]",
                "$1[" + values + "]");
    }
}
