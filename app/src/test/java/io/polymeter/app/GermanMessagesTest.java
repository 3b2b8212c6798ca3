package io.polymeter.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.consumer.Consumer;
import io.polymeter.consumer.ConsumerFace;
import io.polymeter.consumer.Consumers;
import io.polymeter.message.Message;
import io.polymeter.point.Quantity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Whatever the program says to people has a German text, with the same places, and no text is left over.
class GermanMessagesTest {

    private static final Pattern ENTRY =
            Pattern.compile("^ {2}'?([a-zA-Z0-9.-]+)'?: '((?:[^'\\\\]|\\\\.)*)',$", Pattern.MULTILINE);
    private static final Pattern PLACE = Pattern.compile("\\{[a-z0-9]+}");
    private static final String[] PARTS = {
        "messages-de-api.js",
        "messages-de-check.js",
        "messages-de-consumers.js",
        "messages-de-devices.js",
        "messages-de-does.js",
        "messages-de-link.js",
        "messages-de-profile.js",
        "messages-de-telegram.js",
        "messages-de-wire.js"
    };

    private static Map<String, String> templates = Map.of();
    private static List<String> faults = List.of();
    private static Map<String, String> german = Map.of();

    @BeforeAll
    static void read() throws IOException {
        MessageSources sources = MessageSources.read();
        templates = new TreeMap<>(sources.templates());
        faults = sources.faults();
        for (Consumer consumer : new Consumers(List.of()).all()) {
            for (ConsumerFace face : consumer.faces()) {
                phrase(face.whenLost());
                phrase(face.note());
                face.menu().forEach(GermanMessagesTest::phrase);
            }
        }
        german = entries(PARTS);
    }

    /// What is known of a consumer is translated by its words.
    private static void phrase(@Nullable String text) {
        if (text != null) {
            templates.put(Message.phrase(text).code(), text);
        }
    }

    private static Map<String, String> entries(String... files) throws IOException {
        Map<String, String> entries = new TreeMap<>();
        for (String file : files) {
            try (InputStream in =
                    Objects.requireNonNull(GermanMessagesTest.class.getResourceAsStream("/ui/js/" + file), file)) {
                Matcher matcher = ENTRY.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                while (matcher.find()) {
                    assertThat(entries).as(file).doesNotContainKey(matcher.group(1));
                    entries.put(matcher.group(1), matcher.group(2));
                }
            }
        }
        return entries;
    }

    private static Set<String> places(String text) {
        TreeSet<String> places = new TreeSet<>();
        Matcher matcher = PLACE.matcher(text);
        while (matcher.find()) {
            places.add(matcher.group());
        }
        return places;
    }

    @Test
    void eachCodeHasOneTemplateAndAValueForEachPlace() {
        assertThat(templates).hasSizeGreaterThan(300);
        assertThat(faults).isEmpty();
    }

    @Test
    void eachCodeIsSaidInGermanWithTheSamePlaces() {
        Set<String> missing = new TreeSet<>(templates.keySet());
        missing.removeAll(german.keySet());
        assertThat(missing).isEmpty();
        Set<String> left = new TreeSet<>(german.keySet());
        left.removeAll(templates.keySet());
        assertThat(left).isEmpty();
        assertThat(german.entrySet().stream()
                        .filter(each ->
                                !places(each.getValue()).equals(places(String.valueOf(templates.get(each.getKey())))))
                        .toList())
                .isEmpty();
    }

    @Test
    void everyQuantityHasANameInBothLanguages() throws IOException {
        for (String language : List.of("en", "de")) {
            Map<String, String> words = entries("words-" + language + ".js", "words-" + language + "-values.js");
            assertThat(Quantity.values())
                    .allSatisfy(quantity -> assertThat(words).containsKey("quantity." + quantity.id()));
        }
        assertThat(entries("words-de.js", "words-de-values.js").keySet())
                .isEqualTo(entries("words-en.js", "words-en-values.js").keySet());
    }
}
