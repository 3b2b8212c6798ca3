package io.polymeter.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.polymeter.config.Examples;
import io.polymeter.config.Settings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class SchemaTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonNode SCHEMA = parse(Examples.KINDS.schema());

    @ParameterizedTest
    @MethodSource("io.polymeter.config.Examples#names")
    void theExamplesAreValid(String name) {
        assertThat(validate(new String(Examples.bytes(name), java.nio.charset.StandardCharsets.UTF_8)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "meters: { a: { profile: x, modbus: { pol: 'tcp://h' } } }",
                "meters: { a: { profile: x, modbus: { poll: 'tpc://h' } } }",
                "meters: { a: { profile: x, modbus: { poll: 'tcp://h', unit: 256 } } }",
                "meters: { a: { profile: x, modbus: { poll: 'tcp://h', every: 1 second } } }",
                "meters: { a: { profile: x, modbus: { poll: 'tcp://h' }, mqtt: { broker: 'mqtt://h', points: { p: t } } } }",
                "meters: { a: { profile: x } }",
                "meters: { 'a b': { simulate: x } }",
                "meters: [a]",
                "outputs: { o: { meter: a, victron: { service: gird } } }",
                "outputs: { o: { meter: a, victron: {} } }",
                "outputs: { o: { meter: a, when-stale: never, mqtt: { broker: 'mqtt://h' } } }",
                "outputs: { o: { meter: a, modbus: { push: [a,b,c,d,e,f,g,h,i,j,k] } } }",
                "history: { keep: { second: 2 } }",
                "metres: {}",
                "http: 8080",
            })
    void whatTheBinderRefusesTheSchemaRefuses(String text) {
        assertThat(Examples.parse(text).valid()).isFalse();
        assertThat(validate(text)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "meters: { a: { sum: [b, -c], max-skew: 2s }, b: { simulate: summer-day }, c: { simulate: { speed: 2 } } }",
                "meters: { a: { profile: x, fresh-for: { live: 2s }, modbus: { poll: 'tcp://h', unit: '${PATH}' } } }",
                "{ meters: { a: { simulate: x } }, http: { password: 4711 }, log: { level: debug } }",
            })
    void shortFormsAndVariablesAreValid(String text) {
        assertThat(validate(text)).isEmpty();
    }

    @Test
    void theSchemaItselfIsAValidSchema() throws IOException {
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
        var dialect = registry.getSchema(
                com.networknt.schema.SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
        assertThat(dialect.validate(SCHEMA)).isEmpty();
    }

    @Test
    void binderSchemaAndReferenceKnowTheSameKeys() {
        Set<String> bound = new TreeSet<>();
        boundKeys(Examples.binder().shape(Settings.class), "", bound);
        Set<String> published = new TreeSet<>();
        publishedKeys(SCHEMA.at("/allOf/0"), "", published);
        assertThat(bound).hasSizeGreaterThan(90).contains("meters.*.modbus.connect-delay", "outputs.*.when-stale");
        assertThat(published).isEqualTo(bound);
        Set<String> documented = new TreeSet<>();
        Examples.KINDS
                .reference()
                .lines()
                .skip(2)
                .forEach(row -> documented.add(row.substring(3, row.indexOf("` |"))
                        .replace("NAME", "*")
                        .replace("[]", "")));
        assertThat(documented).isEqualTo(bound);
    }

    @Test
    void everyKeyIsDocumented() {
        List<String> bare = Examples.KINDS
                .reference()
                .lines()
                .filter(row -> row.endsWith("|  |"))
                .toList();
        assertThat(bare).isEmpty();
    }

    private static void boundKeys(Shape shape, String path, Set<String> keys) {
        switch (shape) {
            case Shape.Group group ->
                group.entries().forEach((key, entry) -> {
                    keys.add(path + key);
                    boundKeys(entry.shape(), path + key + ".", keys);
                });
            case Shape.Table table -> {
                table.declared().forEach((key, entry) -> {
                    keys.add(path + key);
                    boundKeys(entry.shape(), path + key + ".", keys);
                });
                boundKeys(table.value(), path + "*.", keys);
            }
            case Shape.Listing listing -> boundKeys(listing.element(), path, keys);
            case Shape.Leaf _, Shape.Choice _, Shape.Raw _ -> {}
        }
    }

    private static void publishedKeys(JsonNode schema, String path, Set<String> keys) {
        if (schema.has("$ref")) {
            publishedKeys(SCHEMA.at(schema.get("$ref").asText().substring(1)), path, keys);
        }
        for (JsonNode branch : schema.path("anyOf")) {
            publishedKeys(branch, path, keys);
        }
        for (var property : schema.path("properties").properties()) {
            keys.add(path + property.getKey());
            publishedKeys(property.getValue(), path + property.getKey() + ".", keys);
        }
        if (schema.path("additionalProperties").isObject()) {
            publishedKeys(schema.get("additionalProperties"), path + "*.", keys);
        }
        if (schema.has("items")) {
            publishedKeys(schema.get("items"), path, keys);
        }
    }

    private static List<Error> validate(String yaml) {
        Object tree = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        return new ArrayList<>(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(SCHEMA)
                .validate(MAPPER.<JsonNode>valueToTree(tree)));
    }

    private static JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (IOException bad) {
            throw new AssertionError(bad);
        }
    }
}
