package io.polymeter.link.victron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.polymeter.dbus.Caller;
import io.polymeter.dbus.Message;
import io.polymeter.dbus.Value;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Calls are answered as velib answers them.
class BusItemsTest {

    private final Tally tally = new Tally();
    private final BusItems items = new BusItems(tally, () -> 0, (path, value, by) -> null, _ -> {});

    BusItemsTest() {
        items.show(Meters.draw(Meters.grid(), Meters.fresh("active-power", 300, "voltage.L1", 230)));
    }

    private List<Value> ask(String path, @Nullable String target, String member, Value... arguments)
            throws Caller.Refusal {
        Message.Fields fields = new Message.Fields(path, target, member, null, 0, "com.victronenergy.grid.x", ":1.9");
        Message call = new Message(Message.Kind.CALL, 0, 3, fields, List.of(arguments));
        return items.call(call).toCompletableFuture().join();
    }

    private static Map<String, Value> entries(Value dictionary) {
        Map<String, Value> entries = new TreeMap<>();
        for (Value item : ((Value.Array) dictionary).items()) {
            Value.Entry entry = (Value.Entry) item;
            entries.put(((Value.Text) entry.key()).value(), entry.value());
        }
        return entries;
    }

    @Test
    void aLeafHasAValueATextAndNobodyMaySetIt() throws Caller.Refusal {
        assertThat(ask("/Ac/Power", BusItems.INTERFACE, "GetValue"))
                .containsExactly(new Value.Variant(new Value.Real(300)));
        assertThat(ask("/Ac/Power", null, "GetText")).containsExactly(new Value.Text("300.0 W"));
        assertThat(ask("/Ac/L2/Voltage", BusItems.INTERFACE, "GetValue"))
                .containsExactly(new Value.Variant(new Value.Array("i", List.of())));
        assertThat(ask("/Ac/L2/Voltage", BusItems.INTERFACE, "GetText")).containsExactly(new Value.Text("---"));
        assertThat(ask("/Ac/Power", BusItems.INTERFACE, "SetValue", new Value.Variant(new Value.Real(1))))
                .containsExactly(new Value.Int32(1));
        assertThat(ask("/Ac/Power", BusItems.INTERFACE, "GetDescription", new Value.Text("en"), new Value.Int32(9)))
                .hasSize(1);
    }

    @Test
    void anInnerNodeIsTheTreeBelowItWithoutALeadingSlash() throws Caller.Refusal {
        Value.Variant values =
                (Value.Variant) ask("/Ac/L1", BusItems.INTERFACE, "GetValue").getFirst();
        assertThat(values.value().signature()).isEqualTo("a{sv}");
        assertThat(entries(values.value()))
                .containsOnlyKeys("Current", "Energy/Forward", "Energy/Reverse", "Power", "PowerFactor", "Voltage")
                .containsEntry("Voltage", new Value.Variant(new Value.Real(230)));
        Value.Variant texts =
                (Value.Variant) ask("/Ac/L1", BusItems.INTERFACE, "GetText").getFirst();
        assertThat(texts.value().signature()).isEqualTo("a{ss}");
        assertThat(entries(texts.value())).containsEntry("Voltage", new Value.Text("230.0 V"));
    }

    @Test
    void theRootHasAllItemsWithTheirWholePaths() throws Caller.Refusal {
        Value all = ask("/", BusItems.INTERFACE, "GetItems").getFirst();
        assertThat(all.signature()).isEqualTo("a{sa{sv}}");
        assertThat(entries(Objects.requireNonNull(entries(all).get("/Ac/Power"))))
                .containsEntry("Value", new Value.Variant(new Value.Real(300)))
                .containsEntry("Text", new Value.Variant(new Value.Text("300.0 W")));
        Value.Variant tree =
                (Value.Variant) ask("/", BusItems.INTERFACE, "GetValue").getFirst();
        assertThat(entries(tree.value())).containsKeys("Ac/Power", "Mgmt/ProcessName", "Connected");
        assertThat(entries(tree.value())).hasSize(entries(all).size());
    }

    @Test
    void introspectionNamesTheChildrenOfANodeOnce() throws Caller.Refusal {
        String root = ((Value.Text) ask("/", "org.freedesktop.DBus.Introspectable", "Introspect")
                        .getFirst())
                .value();
        assertThat(root).containsOnlyOnce("<node name=\"Ac\"/>").contains("ItemsChanged", "GetItems");
        String node = ((Value.Text) ask("/Ac", "org.freedesktop.DBus.Introspectable", "Introspect")
                        .getFirst())
                .value();
        assertThat(node)
                .contains("<node name=\"L1\"/>", "<node name=\"Power\"/>")
                .doesNotContain("GetItems");
        String leaf = ((Value.Text) ask("/Ac/Power", "org.freedesktop.DBus.Introspectable", "Introspect")
                        .getFirst())
                .value();
        assertThat(leaf).contains("SetValue", "PropertiesChanged").doesNotContain("<node name=");
    }

    @Test
    void whatIsNotThereIsRefusedAndCounted() {
        refused("/Nowhere", BusItems.INTERFACE + ".GetValue", "UnknownObject");
        refused("/Ac/Pow", BusItems.INTERFACE + ".GetValue", "UnknownObject");
        refused("/Ac/Power/", BusItems.INTERFACE + ".GetValue", "UnknownObject");
        refused("/Ac/Power", BusItems.INTERFACE + ".GetItems", "UnknownMethod");
        refused("/Ac", BusItems.INTERFACE + ".GetItems", "UnknownMethod");
        refused("/Ac/Power", "com.example.GetValue", "UnknownInterface");
        refused("/Ac/Power", BusItems.INTERFACE + ".SetValue", "InvalidArgs", new Value.Int32(5));
        refused("/Ac/Power", BusItems.INTERFACE + ".SetValue", "InvalidArgs");
        assertThat(tally.snapshot(0).refused())
                .containsExactlyInAnyOrderEntriesOf(Map.of("no-such-path", 3L, "function", 3L, "arguments", 2L));
        assertThat(tally.snapshot(0).requests()).isEqualTo(8);
        assertThat(tally.snapshot(0).lastClient()).isEqualTo(":1.9");
    }

    /// @param method with its interface before it
    private void refused(String path, String method, String error, Value... arguments) {
        int dot = method.lastIndexOf('.');
        assertThatExceptionOfType(Caller.Refusal.class)
                .isThrownBy(() -> ask(path, method.substring(0, dot), method.substring(dot + 1), arguments))
                .satisfies(refusal -> assertThat(refusal.error()).isEqualTo("org.freedesktop.DBus.Error." + error));
    }
}
