package io.polymeter.link.victron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.polymeter.dbus.BusHandler;
import io.polymeter.dbus.BusMessage;
import io.polymeter.dbus.DbusValue;
import io.polymeter.link.OutputCounters;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Calls are answered as velib answers them.
class BusItemsTest {

    private final OutputCounters counters = new OutputCounters();
    private final AtomicLong now = new AtomicLong();
    private final BusItems items = new BusItems(counters, now::get, (path, value, by) -> null, _ -> {});

    BusItemsTest() {
        items.show(Meters.draw(Meters.grid(), Meters.fresh("active-power", 300, "voltage.L1", 230)));
    }

    private List<DbusValue> ask(String path, @Nullable String target, String member, DbusValue... arguments)
            throws BusHandler.Refusal {
        BusMessage.Fields fields =
                new BusMessage.Fields(path, target, member, null, 0, "com.victronenergy.grid.x", ":1.9");
        BusMessage call = new BusMessage(BusMessage.Kind.CALL, 0, 3, fields, List.of(arguments));
        return items.call(call).toCompletableFuture().join();
    }

    private static Map<String, DbusValue> entries(DbusValue dictionary) {
        Map<String, DbusValue> entries = new TreeMap<>();
        for (DbusValue item : ((DbusValue.Array) dictionary).items()) {
            DbusValue.Entry entry = (DbusValue.Entry) item;
            entries.put(((DbusValue.Text) entry.key()).value(), entry.value());
        }
        return entries;
    }

    @Test
    void aLeafHasAValueATextAndNobodyMaySetIt() throws BusHandler.Refusal {
        assertThat(ask("/Ac/Power", BusItems.INTERFACE, "GetValue"))
                .containsExactly(new DbusValue.Variant(new DbusValue.Real(300)));
        assertThat(ask("/Ac/Power", null, "GetText")).containsExactly(new DbusValue.Text("300.0 W"));
        assertThat(ask("/Ac/L2/Voltage", BusItems.INTERFACE, "GetValue"))
                .containsExactly(new DbusValue.Variant(new DbusValue.Array("i", List.of())));
        assertThat(ask("/Ac/L2/Voltage", BusItems.INTERFACE, "GetText")).containsExactly(new DbusValue.Text("---"));
        assertThat(ask("/Ac/Power", BusItems.INTERFACE, "SetValue", new DbusValue.Variant(new DbusValue.Real(1))))
                .containsExactly(new DbusValue.Int32(1));
        assertThat(ask(
                        "/Ac/Power",
                        BusItems.INTERFACE,
                        "GetDescription",
                        new DbusValue.Text("en"),
                        new DbusValue.Int32(9)))
                .hasSize(1);
    }

    @Test
    void aPictureThatIsNotDrawnAnewIsNotShown() throws BusHandler.Refusal {
        now.addAndGet(3_000_000_000L);
        assertThat(ask("/Ac/Power", BusItems.INTERFACE, "GetValue")).hasSize(1);
        now.addAndGet(1);
        for (String path : List.of("/Ac/Power", "/")) {
            assertThatExceptionOfType(BusHandler.Refusal.class)
                    .isThrownBy(() -> ask(path, BusItems.INTERFACE, "GetValue"));
        }
        items.show(Meters.draw(Meters.grid(), Meters.fresh("active-power", 301)));
        assertThat(ask("/Ac/Power", BusItems.INTERFACE, "GetValue"))
                .containsExactly(new DbusValue.Variant(new DbusValue.Real(301)));
    }

    @Test
    void anInnerNodeIsTheTreeBelowItWithoutALeadingSlash() throws BusHandler.Refusal {
        DbusValue.Variant values = (DbusValue.Variant)
                ask("/Ac/L1", BusItems.INTERFACE, "GetValue").getFirst();
        assertThat(values.value().signature()).isEqualTo("a{sv}");
        assertThat(entries(values.value()))
                .containsOnlyKeys("Current", "Energy/Forward", "Energy/Reverse", "Power", "PowerFactor", "Voltage")
                .containsEntry("Voltage", new DbusValue.Variant(new DbusValue.Real(230)));
        DbusValue.Variant texts =
                (DbusValue.Variant) ask("/Ac/L1", BusItems.INTERFACE, "GetText").getFirst();
        assertThat(texts.value().signature()).isEqualTo("a{ss}");
        assertThat(entries(texts.value())).containsEntry("Voltage", new DbusValue.Text("230.0 V"));
    }

    @Test
    void theRootHasAllItemsWithTheirWholePaths() throws BusHandler.Refusal {
        DbusValue all = ask("/", BusItems.INTERFACE, "GetItems").getFirst();
        assertThat(all.signature()).isEqualTo("a{sa{sv}}");
        assertThat(entries(Objects.requireNonNull(entries(all).get("/Ac/Power"))))
                .containsEntry("Value", new DbusValue.Variant(new DbusValue.Real(300)))
                .containsEntry("Text", new DbusValue.Variant(new DbusValue.Text("300.0 W")));
        DbusValue.Variant tree =
                (DbusValue.Variant) ask("/", BusItems.INTERFACE, "GetValue").getFirst();
        assertThat(entries(tree.value())).containsKeys("Ac/Power", "Mgmt/ProcessName", "Connected");
        assertThat(entries(tree.value())).hasSize(entries(all).size());
    }

    @Test
    void introspectionNamesTheChildrenOfANodeOnce() throws BusHandler.Refusal {
        String root = ((DbusValue.Text) ask("/", "org.freedesktop.DBus.Introspectable", "Introspect")
                        .getFirst())
                .value();
        assertThat(root).containsOnlyOnce("<node name=\"Ac\"/>").contains("ItemsChanged", "GetItems");
        String node = ((DbusValue.Text) ask("/Ac", "org.freedesktop.DBus.Introspectable", "Introspect")
                        .getFirst())
                .value();
        assertThat(node)
                .contains("<node name=\"L1\"/>", "<node name=\"Power\"/>")
                .doesNotContain("GetItems");
        String leaf = ((DbusValue.Text) ask("/Ac/Power", "org.freedesktop.DBus.Introspectable", "Introspect")
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
        refused("/Ac/Power", BusItems.INTERFACE + ".SetValue", "InvalidArgs", new DbusValue.Int32(5));
        refused("/Ac/Power", BusItems.INTERFACE + ".SetValue", "InvalidArgs");
        assertThat(counters.snapshot(0).refused())
                .containsExactlyInAnyOrderEntriesOf(Map.of("no-such-path", 3L, "function", 3L, "arguments", 2L));
        assertThat(counters.snapshot(0).requests()).isEqualTo(8);
        assertThat(counters.snapshot(0).lastClient()).isEqualTo(":1.9");
    }

    /// @param method with its interface before it
    private void refused(String path, String method, String error, DbusValue... arguments) {
        int dot = method.lastIndexOf('.');
        assertThatExceptionOfType(BusHandler.Refusal.class)
                .isThrownBy(() -> ask(path, method.substring(0, dot), method.substring(dot + 1), arguments))
                .satisfies(refusal -> assertThat(refusal.error()).isEqualTo("org.freedesktop.DBus.Error." + error));
    }
}
