//! The multiplication itself: safe code over checked views, with no knowledge of the C ABI.

/// How many elements a slice can have: no object is larger than `isize::MAX` bytes.
const MAX_EXTENT: usize = isize::MAX as usize / size_of::<f64>();

/// The elements from the first to the last of a row-major matrix whose rows begin `stride` apart.
///
/// `None` if no object is that large.
pub fn extent(rows: usize, cols: usize, stride: usize) -> Option<usize> {
    if rows == 0 || cols == 0 {
        return Some(0);
    }
    let elements = (rows - 1).checked_mul(stride)?.checked_add(cols)?;
    (elements <= MAX_EXTENT).then_some(elements)
}

/// A row-major matrix whose rows begin `stride >= cols` elements apart.
///
/// `data` has `extent(rows, cols, stride)` elements: what makes [`View::row`] free of panics.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    data: &'a [f64],
    rows: usize,
    cols: usize,
    stride: usize,
}

impl<'a> View<'a> {
    /// A view of exactly `data`; `None` if the dimensions say anything else.
    pub fn new(data: &'a [f64], rows: usize, cols: usize, stride: usize) -> Option<Self> {
        (stride >= cols && extent(rows, cols, stride) == Some(data.len())).then_some(Self {
            data,
            rows,
            cols,
            stride,
        })
    }

    fn row(&self, index: usize) -> &'a [f64] {
        if self.cols == 0 {
            return &[]; // `data` is empty, wherever the row would begin
        }
        let start = index * self.stride;
        &self.data[start..start + self.cols]
    }
}

/// The dimensions of the product; `None` if there is none.
pub fn product_shape(a: View<'_>, b: View<'_>) -> Option<(usize, usize)> {
    (a.cols == b.rows).then_some((a.rows, b.cols))
}

/// Adds the product of `a` and `b` to `c`, a dense row-major matrix of `product_shape(a, b)`.
///
/// With `c` all zero each element becomes the sum over ascending `k`, so that it differs from the
/// exact one by at most `gamma(k) * (|a| |b|)` as long as nothing over- or underflows.
pub fn multiply_add(a: View<'_>, b: View<'_>, c: &mut [f64]) {
    if c.is_empty() {
        return; // the rows may be many, and without elements
    }
    for (i, c_row) in c.chunks_exact_mut(b.cols).enumerate() {
        for (k, a_ik) in a.row(i).iter().enumerate() {
            for (c_ij, b_kj) in c_row.iter_mut().zip(b.row(k)) {
                *c_ij += a_ik * b_kj;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn product(a: View<'_>, b: View<'_>) -> Vec<f64> {
        let (rows, cols) = product_shape(a, b).expect("the inner dimensions agree");
        let mut c = vec![0.0; rows * cols];
        multiply_add(a, b, &mut c);
        c
    }

    #[test]
    fn extent_ends_with_the_last_row() {
        assert_eq!(extent(3, 2, 2), Some(6));
        assert_eq!(extent(3, 2, 5), Some(12));
        assert_eq!(extent(1, 2, usize::MAX), Some(2));
    }

    #[test]
    fn extent_without_elements_is_zero() {
        assert_eq!(extent(0, usize::MAX, usize::MAX), Some(0));
        assert_eq!(extent(usize::MAX, 0, usize::MAX), Some(0));
    }

    #[test]
    fn extent_beyond_an_object_is_none() {
        assert_eq!(extent(1, MAX_EXTENT, MAX_EXTENT), Some(MAX_EXTENT));
        assert_eq!(extent(1, MAX_EXTENT + 1, MAX_EXTENT + 1), None);
        assert_eq!(extent(usize::MAX, usize::MAX, usize::MAX), None);
        assert_eq!(extent(2, usize::MAX, 1), None);
    }

    #[test]
    fn a_view_covers_exactly_its_data() {
        let data = [0.0; 5];
        assert!(View::new(&data, 2, 2, 3).is_some());
        assert!(View::new(&data, 2, 2, 2).is_none());
        assert!(View::new(&data, 2, 3, 2).is_none(), "rows must not overlap");
    }

    #[test]
    fn rectangular_product() {
        let a = View::new(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], 2, 3, 3).unwrap();
        let b = View::new(&[7.0, 8.0, 9.0, 10.0, 11.0, 12.0], 3, 2, 2).unwrap();
        assert_eq!(product(a, b), [58.0, 64.0, 139.0, 154.0]);
    }

    #[test]
    fn what_lies_between_rows_is_not_read() {
        let a = View::new(&[1.0, 2.0, f64::NAN, 3.0, 4.0], 2, 2, 3).unwrap();
        let b = View::new(&[1.0, f64::NAN, f64::NAN, 1.0], 2, 1, 3).unwrap();
        assert_eq!(product(a, b), [3.0, 7.0]);
    }

    #[test]
    fn zero_times_infinity_is_not_skipped() {
        let a = View::new(&[0.0, 1.0], 1, 2, 2).unwrap();
        let b = View::new(&[f64::INFINITY, 1.0], 2, 1, 1).unwrap();
        assert!(product(a, b)[0].is_nan());
    }

    #[test]
    fn an_empty_inner_dimension_gives_zeros() {
        let a = View::new(&[], 2, 0, usize::MAX).unwrap();
        let b = View::new(&[], 0, 3, 3).unwrap();
        assert_eq!(product(a, b), [0.0; 6]);
    }

    #[test]
    fn many_rows_without_elements_take_no_time() {
        let a = View::new(&[], usize::MAX, 0, 0).unwrap();
        let b = View::new(&[], 0, 0, 0).unwrap();
        assert_eq!(product_shape(a, b), Some((usize::MAX, 0)));
        multiply_add(a, b, &mut []);
    }
}
