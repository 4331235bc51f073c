// This file goes when the first type arrives.
