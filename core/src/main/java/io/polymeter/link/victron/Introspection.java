package io.polymeter.link.victron;

import java.util.List;

/// What an object says of itself ("org.freedesktop.DBus.Introspectable").
final class Introspection {

    private static final String HEAD = """
            <!DOCTYPE node PUBLIC "-//freedesktop//DTD D-BUS Object Introspection 1.0//EN"
             "http://www.freedesktop.org/standards/dbus/1.0/introspect.dtd">
            <node>
              <interface name="org.freedesktop.DBus.Introspectable">
                <method name="Introspect"><arg direction="out" type="s"/></method>
              </interface>
              <interface name="com.victronenergy.BusItem">
                <method name="GetValue"><arg direction="out" type="v"/></method>
            """;

    private static final String LEAF = """
                <method name="GetText"><arg direction="out" type="s"/></method>
                <method name="SetValue"><arg direction="in" type="v" name="value"/><arg direction="out" type="i"/></method>
                <method name="GetDescription">
                  <arg direction="in" type="s" name="language"/><arg direction="in" type="i" name="length"/>
                  <arg direction="out" type="s"/>
                </method>
                <signal name="PropertiesChanged"><arg type="a{sv}" name="changes"/></signal>
            """;

    private static final String NODE = """
                <method name="GetText"><arg direction="out" type="v"/></method>
            """;

    private static final String ROOT = """
                <method name="GetItems"><arg direction="out" type="a{sa{sv}}"/></method>
                <signal name="ItemsChanged"><arg type="a{sa{sv}}" name="changes"/></signal>
            """;

    private Introspection() {}

    static String leaf() {
        return HEAD + LEAF + "  </interface>\n</node>\n";
    }

    /// @param children names of what is right below
    static String node(boolean root, List<String> children) {
        StringBuilder xml =
                new StringBuilder(HEAD).append(NODE).append(root ? ROOT : "").append("  </interface>\n");
        children.forEach(name -> xml.append("  <node name=\"").append(name).append("\"/>\n"));
        return xml.append("</node>\n").toString();
    }
}
