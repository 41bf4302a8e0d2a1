/// Writes JSON text.
package struct JSONWriter {}
