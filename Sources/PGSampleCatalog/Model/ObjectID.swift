/// A PostgreSQL object identifier: unsigned 32 bits, so above 2³¹−1 too (PostgreSQL documentation, 8.19).
package typealias ObjectID = UInt32
