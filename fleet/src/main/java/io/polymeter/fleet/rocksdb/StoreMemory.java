package io.polymeter.fleet.rocksdb;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;

/// One bound for the memory of all stores of this process: by default each store has its own, and 64 partitions
/// with three stores each would take gigabytes.
public final class StoreMemory implements RocksDBConfigSetter {

    private static final long CACHE = 256L << 20;

    /// Of one store, twice: what is written is full or not, and most stores hardly write.
    private static final long WRITE_BUFFER = 2L << 20;

    private static final long ARENA = 64L << 10;

    static {
        RocksDB.loadLibrary();
    }

    private static final Cache SHARED = new LRUCache(CACHE, -1, false, 0.1);

    @Override
    public void setConfig(String store, Options options, Map<String, Object> settings) {
        BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(SHARED);
        table.setCacheIndexAndFilterBlocks(true);
        table.setPinTopLevelIndexAndFilter(true);
        options.setWriteBufferSize(WRITE_BUFFER);
        options.setMaxWriteBufferNumber(2);
        options.setArenaBlockSize(ARENA);
        options.setTableFormatConfig(table);
    }

    @Override
    public void close(String store, Options options) {
        // What is shared lives as long as the process.
    }
}
