package io.polymeter.link.modbus.scan;

import java.util.List;

/// Follows a search. Called from any of its threads.
public interface ScanListener {

    /// Follows nothing.
    ScanListener NONE = new ScanListener() {
        @Override
        public void step() {}

        @Override
        public void found(int more) {}
    };

    /// One more address, unit id or line setting is done.
    void step();

    /// Devices were found.
    void found(int more);

    /// What they are; not told where one address is asked.
    default void found(List<ScanFinding> here) {}
}
