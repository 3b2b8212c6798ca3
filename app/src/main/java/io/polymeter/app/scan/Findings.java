package io.polymeter.app.scan;

import io.polymeter.link.http.scan.WebFinding;
import io.polymeter.link.modbus.scan.ScanFinding;
import io.polymeter.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// What was found so far. Safe for use by several threads.
public final class Findings {

    private final List<ScanFinding> modbus = new CopyOnWriteArrayList<>();
    private final List<WebFinding> web = new CopyOnWriteArrayList<>();
    private final List<Message> notes = new CopyOnWriteArrayList<>();

    /// Devices with registers, in the order of their addresses where the search came to its end.
    public List<ScanFinding> modbus() {
        return List.copyOf(modbus);
    }

    /// Devices that answer documents.
    public List<WebFinding> web() {
        return List.copyOf(web);
    }

    /// Where nobody looked, and why.
    public List<Message> notes() {
        return List.copyOf(notes);
    }

    /// How many were found of which is known what they are.
    public long known() {
        return web.size()
                + modbus.stream()
                        .filter(finding -> finding.identification().profile() != null)
                        .count();
    }

    /// How many answered of which it is not known.
    public long unknown() {
        return modbus.size() + web.size() - known();
    }

    void note(Message words) {
        notes.add(words);
    }

    /// More devices with registers.
    public void found(List<ScanFinding> more) {
        modbus.addAll(more);
    }

    /// A device that two ways lead to is one device.
    void found(WebFinding more) {
        boolean there = web.stream()
                .anyMatch(known ->
                        known.address().toString().equals(more.address().toString()));
        if (!there) {
            web.add(more);
        }
    }

    /// The same in the order of the addresses that were searched.
    void inOrder(List<ScanFinding> before, List<ScanFinding> now) {
        List<ScanFinding> all = new ArrayList<>(before);
        all.addAll(now);
        modbus.clear();
        modbus.addAll(all);
    }
}
