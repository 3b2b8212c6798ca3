package io.polymeter.config.yaml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A small language, declared as the settings are: what [Shapes] makes of it, what [Binding] takes and refuses, and how
/// [Reference], [Schema] and [KeyHints] tell it.
class LanguageTest {

    sealed interface Drink {}

    record BlackTea(
            @Key(doc = "Minutes.", fallback = "3") @ValueRange(min = 1, max = 9)
            int minutes) implements Drink {}

    record CoffeeDrink(@Key(doc = "Cups.") int cups) implements Drink {}

    enum Size {
        SMALL,
        @YamlName("xl")
        VERY_LARGE
    }

    record Order(
            @Key(doc = "Who.", example = "Ada") String guest,

            @OneOf("drink") Drink drink,

            @Key(doc = "How big.", fallback = "small") Size size,

            @Key(doc = "Notes.") @Names Map<String, String> notes,

            @Within("notes") @Key(doc = "Left.") @Nullable Integer table,

            @Key(doc = "Where.") @Schemes("http") @Nullable URI menu,

            @Key(doc = "For whom it matters.") @Nullable Section extra,

            Position at) {}

    private static final Binder BINDER = Binder.STANDARD
            .with(Drink.class, List.of(BlackTea.class, CoffeeDrink.class))
            .environment(name -> name.equals("CUPS") ? "2" : null);

    private final Problems problems = new Problems("f");

    @Test
    void whatIsLeftOutHasItsFallback() {
        Order order = bound("guest: Ada\nblack-tea: {}\n");
        assertThat(order.drink()).isEqualTo(new BlackTea(3));
        assertThat(order.size()).isEqualTo(Size.SMALL);
        assertThat(order.notes()).isEmpty();
        assertThat(order.table()).isNull();
        assertThat(order.extra()).isNull();
        assertThat(order.at()).isEqualTo(new Position(1, 1));
    }

    @Test
    void aKeyInsideOfFreeNamesIsItsOwnAndNoName() {
        Order order = bound("guest: Ada\ncoffee: { cups: ${CUPS} }\nsize: xl\nnotes: { table: 4, milk: none }\n");
        assertThat(order.drink()).isEqualTo(new CoffeeDrink(2));
        assertThat(order.size()).isEqualTo(Size.VERY_LARGE);
        assertThat(order.table()).isEqualTo(4);
        assertThat(order.notes()).containsExactlyEntriesOf(Map.of("milk", "none"));
    }

    @Test
    void aSectionIsReadByWhoKnowsIt() {
        Section extra = Objects.requireNonNull(bound("guest: Ada\ncoffee: { cups: 1 }\nextra: { minutes: 12 }\n")
                .extra());
        assertThat(extra.path()).isEqualTo("extra");
        assertThat(BINDER.bind(extra, BlackTea.class, problems)).isEqualTo(new BlackTea(3));
        assertThat(told()).containsExactly("f:3:19: extra.minutes: expected a whole number from 1 to 9, found 12");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "black-tea: {}|f:1:1: needs the key 'guest': a text",
                "guest: Ada|f:1:1: needs a drink, one of the keys black-tea, coffee",
                "guest: Ada~black-tea: {}~coffee: {cups: 1}"
                        + "|f:3:1: coffee: cannot be combined with 'black-tea'; exactly one drink is possible",
                "guest: Ada~coffee: {}|f:2:1: coffee: needs the key 'cups': a whole number",
                "guest: Ada~coffee: {cups: ${NONE}}|f:2:16: coffee.cups: the environment variable NONE is not set",
                "guest: Ada~coffee: [1]|f:2:9: coffee: expected a mapping with the keys cups, found a list",
                "guest: Ada~coffee:|f:2:8: coffee: has no value; expected a mapping with the keys cups",
                "guest: Ada~coffee: {cups: 1}~size: xxl"
                        + "|f:3:7: size: expected small or xl, found 'xxl'; did you mean 'xl'?",
                "guest: Ada~coffee: {cups: 1}~notes: {a b: x}|f:3:9: notes.a b: 'a b' is not a name; names have"
                        + " letters, digits, '-', '_' and '.', at most 64",
                "guest: Ada~coffee: {cups: 1}~cups: 3|f:3:1: cups: unknown key here; it belongs under 'coffee'",
                "guest: Ada~coffee: {cups: 1}~gest: B|f:3:1: gest: unknown key; did you mean 'guest'?",
                "guest: Ada~coffee: {cups: 1}~<<: B"
                        + "|f:3:1: <<: merge keys are not part of YAML 1.2; write the keys out",
                "guest: Ada~guest: B~coffee: {cups: 1}|f:2:1: guest: duplicate key",
                "guest: Ada~coffee: {cups: 1}~[a]: B|f:3:1: a key must be a word, found a list",
                "guest: Ada~coffee: {cups: 1}~menu: ftp://h"
                        + "|f:3:7: menu: expected a URL such as http://host, found 'ftp://h'",
            })
    void whatDoesNotFitIsSaidOnceAtItsPlace(String text, String message) {
        BINDER.parse(text.replace('~', '\n').getBytes(UTF_8), Order.class, problems);
        assertThat(told()).containsExactly(message);
    }

    @Test
    void whatAliasesExpandToIsBounded() {
        StringBuilder bomb = new StringBuilder("guest: Ada\ncoffee: {cups: 1}\nnotes:\n  a: &a x\n");
        bomb.append("  deep: ")
                .append("[".repeat(10))
                .append("*a")
                .append("]".repeat(10))
                .append('\n');
        BINDER.parse(bomb.toString().getBytes(UTF_8), Order.class, problems);
        assertThat(told()).singleElement().asString().contains("notes.deep: expected a text, found a list");
    }

    @Test
    void namesOfTypesBecomeKeys() {
        assertThat(Shapes.kebab("whenStale")).isEqualTo("when-stale");
        assertThat(Shapes.kind(CoffeeDrink.class, "drink")).isEqualTo("coffee");
        assertThat(Shapes.kind(BlackTea.class, "drink")).isEqualTo("black-tea");
        Shapes shapes = new Shapes(Scalars.standard());
        assertThat(shapes.of(Order.class)).isSameAs(shapes.of(Order.class));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> shapes.of(Runnable.class))
                .withMessage("no shape for java.lang.Runnable");
    }

    @Test
    void theReferenceHasEveryKeyWithItsMeaning() {
        assertThat(Reference.markdown(BINDER, Order.class).lines().skip(2))
                .containsExactly(
                        "| `guest` | a text | required | Who. E.g. `Ada` |",
                        "| `black-tea` | a mapping with the keys minutes | one drink is required |  |",
                        "| `black-tea.minutes` | a whole number from 1 to 9 | `3` | Minutes. |",
                        "| `coffee` | a mapping with the keys cups | one drink is required |  |",
                        "| `coffee.cups` | a whole number | required | Cups. |",
                        "| `size` | small or xl | `small` | How big. |",
                        "| `notes` | a mapping (name: value) |  | Notes. |",
                        "| `notes.table` | a whole number |  | Left. |",
                        "| `menu` | a URL such as http://host |  | Where. |",
                        "| `extra` | a value |  | For whom it matters. |");
    }

    @Test
    void theSchemaSaysWhatIsRequiredAndWhatExcludesEachOther() {
        String schema = Schema.json(BINDER, Order.class, "Orders");
        assertThat(schema)
                .contains("\"title\": \"Orders\"", "\"language-test-order\"", "\"language-test-coffee-drink\"")
                .contains("\"additionalProperties\": false", "\"oneOf\"", "\"minimum\": 1", "\"maximum\": 9");
        assertThat(schema).contains("\"required\": [\"guest\"]");
    }

    private Order bound(String text) {
        Order order = BINDER.parse(text.getBytes(UTF_8), Order.class, problems);
        assertThat(told()).isEmpty();
        return Objects.requireNonNull(order);
    }

    private List<String> told() {
        return problems.sorted().stream().map(Problem::toString).toList();
    }
}
